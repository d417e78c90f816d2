package repo

import "tidings/internal/config"

// signOnKeys is single_sign_on of site.yaml. Its schema holds what they may be.
type signOnKeys struct {
	Name     string   `yaml:"name"`
	Issuer   string   `yaml:"issuer"`
	ClientID string   `yaml:"client_id"`
	Secret   string   `yaml:"secret"`
	Domains  []string `yaml:"domains"`
	Roles    []struct {
		Claim       string   `yaml:"claim"`
		Value       string   `yaml:"value"`
		Role        string   `yaml:"role"`
		Permissions []string `yaml:"permissions"`
	} `yaml:"roles"`
}

func (k *signOnKeys) read() *config.SignOn {
	if k == nil {
		return nil
	}
	c := &config.SignOn{Name: k.Name, Issuer: k.Issuer, ClientID: k.ClientID, Secret: k.Secret, Domains: k.Domains}
	for _, r := range k.Roles {
		c.Roles = append(c.Roles, config.SignOnRole(r))
	}
	return c
}
