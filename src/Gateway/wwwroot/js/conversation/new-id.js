/** An id that nobody else makes: 128 random bits in hex. Unlike randomUUID, this works on insecure addresses too. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
