// Package aws starts stand-ins for the services of AWS on this machine, for
// tests only: moto (https://docs.getmoto.org) in its server mode. What it gets
// wrong is worked round here and in the tests that use it, never in the product.
package aws
