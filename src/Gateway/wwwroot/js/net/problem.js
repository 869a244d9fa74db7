// Everything that can go wrong between the page and the server, as one kind of error with a code to branch on.

const prefix = 'urn:orleansagents:';

/** A request that failed. The code is that of the answer's problem, or "network" if no answer came. */
export class Problem extends Error {
  constructor(code, { status = 0, detail = '', retryAfterSeconds = 0 } = {}) {
    super(detail || code);
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** True if the same request may succeed a little later without anybody doing anything. */
  get passes() {
    return this.code === 'network' || this.status >= 502 || (this.status === 409 && this.code === 'idempotency-in-flight');
  }
}

/** The problem that an answer tells. */
export async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  const type = typeof body.type === 'string' ? body.type : '';
  return new Problem(type.startsWith(prefix) ? type.slice(prefix.length) : `status-${response.status}`, {
    status: response.status,
    detail: typeof body.detail === 'string' ? body.detail : '',
    retryAfterSeconds: Number(response.headers.get('Retry-After')) || 0,
  });
}
