# Tidings. `make` lists what can be made. Go is enough, but `test` and `rehearse` install what else they need, and `deploy` and `destroy` ask for the AWS CLI.
GO       ?= go
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X main.version=$(VERSION)
FUZZTIME ?= 30s
STACK    ?= tidings

.PHONY: help run test rehearse doors deploy destroy tools check bench bench-peers fuzz soak dist clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: bin/tidings ## build and serve the sample site on http://127.0.0.1:8080
	bin/tidings serve

bin/tidings: FORCE
	@CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/tidings

test: check tools ## everything that must pass, with the race detector
	$(GO) test -race -p 3 -timeout 45m $$($(GO) list ./... | grep -v /test/rehearsal)

tools: ## install what the tests need and is not there: Chromium, Java, npm packages, stand-ins for AWS
	@infra/dev/tools

check: ## formatting, vet, and the sample content
	@out=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$out" ] || { echo "not gofmt'ed:"; echo "$$out"; exit 1; }
	$(GO) vet ./...
	$(GO) run ./cmd/tidings check

bench: bin/tidings ## speed and memory, as ratios within one run (HUGO=path adds the peer)
	$(GO) run ./bench $(BENCH)

bench-peers: ## install the peer that `make bench` compares with (Hugo, from its own module)
	GOBIN=$(CURDIR)/bin $(GO) install github.com/gohugoio/hugo@v0.165.0

fuzz: ## fuzz every parser for FUZZTIME each
	@for f in $$(grep -rlE '^func Fuzz' --include='*_test.go' .); do \
	  for name in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9_]+).*/\1/p' $$f); do \
	    echo "== $$name in $$(dirname $$f)"; $(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) ./$$(dirname $$f) || exit 1; \
	  done; done

soak: tools ## the long runs: 200 kills, 2,000 random changes, the rehearsal with 10,000 of everything
	TIDINGS_SOAK=1 $(GO) test -timeout 3h -run Soak -v ./...
	TIDINGS_SOAK=1 $(GO) test -count 1 -parallel 4 -timeout 3h -v ./test/rehearsal

dist: doors ## release binaries for Linux and macOS, and the doors of AWS, under dist/
	@for p in linux/amd64 linux/arm64 darwin/arm64; do \
	  echo $$p; CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o dist/tidings-$${p%/*}-$${p#*/} ./cmd/tidings || exit 1; done

DIST  := dist
DOORS := $(notdir $(wildcard functions/*))

doors: ## the functions of AWS Lambda, under dist/<door>/bootstrap
	@for d in $(DOORS); do \
	  echo $$d; CGO_ENABLED=0 GOOS=linux GOARCH=arm64 $(GO) build -tags lambda.norpc,timetzdata -trimpath -buildvcs=false -ldflags '-s -w -buildid=' -o $(DIST)/$$d/bootstrap ./functions/$$d && \
	  touch -t 200001010000 $(DIST)/$$d/bootstrap || exit 1; done # what is the same is not uploaded again, and archives hold the time

rehearse: tools ## the program on AWS, on this machine: built doors on stand-in services
	$(GO) test -count 1 -parallel 4 -timeout 60m ./test/rehearsal

deploy: doors ## the stack on AWS (STACK=tidings DOMAIN=status.example.com …: infra/aws/deploy)
	STACK='$(STACK)' DOMAIN='$(DOMAIN)' infra/aws/deploy

destroy: ## take the stack down; tables, buckets and keys are kept (SURE=name of the stack, DATA=delete)
	STACK='$(STACK)' SURE='$(SURE)' DATA='$(DATA)' infra/aws/destroy

clean: ## remove what was built (never content or data)
	rm -rf bin dist

FORCE:
