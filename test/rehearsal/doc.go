// Package rehearsal plays the program on AWS on this machine: the built doors
// behind a runtime like Lambda's, on tables, queues, parameters and buckets
// of stand-in servers, with what AWS carries between them carried by the test: batches,
// repetitions, partial failures.
//
// It knows the program only from outside. What the stand-ins get wrong is worked
// round here: moto does one thing at a time for us (its transactions are not
// alone), and nobody is told that time has come but by the test.
package rehearsal
