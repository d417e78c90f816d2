// Package aws starts stand-ins for the services of AWS on this machine, for
// tests only: moto (https://docs.getmoto.org) in its server mode, versitygw for what S3
// refuses, and aws-ses-v2-local for mail. What they get wrong is worked round here and
// in the tests that use them, never in the product.
package aws
