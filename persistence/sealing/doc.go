// Package sealing encrypts the few texts that a store must be able to read back in clear (SIP passwords, PINs).
//
// A sealed text is the id of its key, a colon, and in base64 (RFC 4648 §4, no padding) a random nonce of 12 bytes
// followed by what AES-256-GCM makes of the text. The additional data is whatever the caller binds the text to, so that
// a sealed text that is copied elsewhere doesn't open there.
//
// A key file is text. Each line is one key: an id of lower-case letters and digits, a space, and 32 random bytes in
// base64. Blank lines and lines that start with # say nothing. The first key seals, all of them open: to change keys,
// put a new line on top and keep the old ones below.
package sealing
