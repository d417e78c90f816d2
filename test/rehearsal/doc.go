// Package rehearsal plays the program on AWS on this machine: the built doors
// behind a runtime like Lambda's, on the tables, queues and buckets of template.yaml,
// made on stand-in servers, with what AWS carries between them carried by the test:
// batches, repetitions, partial failures. Which event goes to which door, in what
// batches and through which filter, is read from the template: what is missing there
// is missing here.
//
// It knows the program only from outside. What the stand-ins get wrong is worked
// round here: moto does one thing at a time for us (its transactions are not
// alone), and nobody is told that time has come but by the test.
package rehearsal
