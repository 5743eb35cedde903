package sealing

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

type line struct {
	id     string
	secret []byte
}

// Load reads a key file. The error is fs.ErrNotExist where there is none. exposed says that others than the file's
// owner may read it.
func Load(path string) (keys *Keys, exposed bool, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, false, fmt.Errorf("read the key file: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, false, fmt.Errorf("read the key file: %w", err)
	}
	lines, err := parse(data)
	if err != nil {
		return nil, false, fmt.Errorf("key file %s: %w", path, err)
	}
	keys, err = newKeys(lines)
	if err != nil {
		return nil, false, fmt.Errorf("key file %s: %w", path, err)
	}
	return keys, info.Mode().Perm()&0o077 != 0, nil
}

// parse never quotes what it couldn't read, since that may be a key.
func parse(data []byte) ([]line, error) {
	var lines []line
	scanner := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; scanner.Scan(); n++ {
		text := strings.TrimSpace(scanner.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		id, encoded, _ := strings.Cut(text, " ")
		if strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return nil, fmt.Errorf("line %d: a key's id has lower-case letters and digits only", n)
		}
		secret, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
		if err != nil || len(secret) != keySize {
			return nil, fmt.Errorf("line %d: a key is %d bytes in base64", n, keySize)
		}
		lines = append(lines, line{id, secret})
	}
	return lines, scanner.Err()
}

// Create makes a key file with one new random key, readable by its owner alone, and returns the keys. The folder is
// made where it isn't there. The error is fs.ErrExist where there is a file already.
func Create(path string) (*Keys, error) {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	fresh := make([]byte, 4+keySize)
	rand.Read(fresh) // never fails, says crypto/rand
	key := line{id: hex.EncodeToString(fresh[:4]), secret: fresh[4:]}
	keys, err := newKeys([]line{key})
	if err != nil {
		return nil, err
	}
	text := "# Keys of a dragoman store: without them its passwords can't be read. The first key seals, all open.\n" +
		key.id + " " + base64.StdEncoding.EncodeToString(key.secret) + "\n"
	if err := writeDurably(path, text); err != nil {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	return keys, nil
}

// writeDurably makes a file that outlives a power failure: what is sealed with a lost key is lost too.
func writeDurably(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
