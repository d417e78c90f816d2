package config

// SignOn is single_sign_on of site.yaml: an identity provider that speaks
// OpenID Connect, and whom it lets in.
type SignOn struct {
	Name     string // on the button
	Issuer   string // https://…, as the provider writes it
	ClientID string
	Secret   string   // name of the client's secret
	Domains  []string // of e-mail addresses that are let in
	// Roles make accounts for people who have none. The first match wins; without
	// one, only those who were invited come in.
	Roles []SignOnRole
}

// SignOnRole gives rights to whoever has a claim with a value.
type SignOnRole struct {
	Claim, Value string
	Role         string
	Permissions  []string
}
