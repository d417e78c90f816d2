package chromium

import "context"

// Authenticator gives the tab a device that makes and keeps passkeys, and whose
// owner always agrees.
func (t *Tab) Authenticator(ctx context.Context) error {
	if err := t.Call(ctx, "WebAuthn.enable", nil, nil); err != nil {
		return err
	}
	return t.Call(ctx, "WebAuthn.addVirtualAuthenticator", Object{"options": Object{
		"protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
		"isUserVerified": true, "automaticPresenceSimulation": true,
	}}, nil)
}
