package gitrepotest

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// SSH is a door to a host's repository over SSH.
type SSH struct {
	Address    string // ssh://git@127.0.0.1:PORT/status.git
	Key        string // of the one who is let in, PEM
	KnownHosts string // file with the host's key
}

// SSH opens a door.
func (h *Host) SSH() SSH {
	h.t.Helper()
	host, _ := newKey(h.t)
	guest, key := newKey(h.t)
	config := &ssh.ServerConfig{PublicKeyCallback: func(_ ssh.ConnMetadata, k ssh.PublicKey) (*ssh.Permissions, error) {
		if string(k.Marshal()) != string(guest.PublicKey().Marshal()) {
			return nil, errors.New("unknown key")
		}
		return nil, nil
	}}
	config.AddHostKey(host)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { l.Close() })
	go h.accept(l, config)
	known := filepath.Join(h.t.TempDir(), "known_hosts")
	line := knownhosts.Line([]string{l.Addr().String()}, host.PublicKey()) + "\n"
	if err := os.WriteFile(known, []byte(line), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return SSH{Address: "ssh://git@" + l.Addr().String() + "/status.git", Key: key, KnownHosts: known}
}

func newKey(t testing.TB) (ssh.Signer, string) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	return signer, string(pem.EncodeToMemory(block))
}

func (h *Host) accept(l net.Listener, config *ssh.ServerConfig) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go h.greet(conn, config)
	}
}

func (h *Host) greet(conn net.Conn, config *ssh.ServerConfig) {
	defer conn.Close()
	_, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for offered := range channels {
		channel, asked, err := offered.Accept()
		if err != nil {
			return
		}
		go h.command(channel, asked)
	}
}

var service = regexp.MustCompile(`^(git-upload-pack|git-receive-pack) '`)

// command runs the one thing that a guest may: git's own end of the line.
func (h *Host) command(channel ssh.Channel, asked <-chan *ssh.Request) {
	defer channel.Close()
	for r := range asked {
		var line struct{ Command string }
		name := service.FindStringSubmatch(string(r.Payload[min(4, len(r.Payload)):]))
		if r.Type != "exec" || ssh.Unmarshal(r.Payload, &line) != nil || name == nil {
			r.Reply(false, nil)
			continue
		}
		r.Reply(true, nil)
		cmd := exec.Command(name[1], h.Dir)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = channel, channel, channel.Stderr()
		var status struct{ Code uint32 }
		if cmd.Run() != nil {
			status.Code = 1
		}
		channel.SendRequest("exit-status", false, ssh.Marshal(status))
		return
	}
}
