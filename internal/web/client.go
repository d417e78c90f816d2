package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the networks of reverse proxies whose X-Forwarded-For and
// X-Forwarded-Proto are believed. Those of anybody else mean nothing.
type Proxies []netip.Prefix

// ParseProxies reads networks and addresses, separated by commas.
func ParseProxies(list string) (Proxies, error) {
	var all Proxies
	for word := range strings.SplitSeq(list, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue
		}
		p, err := netip.ParsePrefix(word)
		if a, bad := netip.ParseAddr(word); bad == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("%q is no network: write it as 10.0.0.0/8 or 10.1.2.3", word)
		}
		all = append(all, p.Masked())
	}
	return all, nil
}

func (p Proxies) trusts(address string) bool {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	for _, network := range p {
		if network.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// Client is the network address that a request comes from: that of the nearest
// machine that is no proxy of ours.
func (p Proxies) Client(r *http.Request) string {
	address := peer(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && p.trusts(address); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		address = hop.Unmap().WithZone("").String()
	}
	return address
}

// Secure reports whether the request came over HTTPS, as far as the first proxy.
func (p Proxies) Secure(r *http.Request) bool {
	return r.TLS != nil || p.trusts(peer(r)) && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
