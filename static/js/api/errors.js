// What goes wrong between a page and its server, and how a page says it.

import { joinSentences, t } from "../lib/i18n.js";

/** The server answered, but not with what was asked for. */
export class ApiError extends Error {
  constructor({ status, code, detail, errors, requestId, retryAfterS }) {
    super(detail ?? `The server answered ${status}.`);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.requestId = requestId;
    this.retryAfterS = retryAfterS;
  }

  /** What is wrong, field by field where the server says so. */
  get reason() {
    return joinSentences((this.errors ?? []).map(({ message }) => message)) || this.message;
  }

  /** Whether the same request may succeed later. */
  get passing() {
    return this.status === 429 || this.status >= 500;
  }
}

/** No answer came: the server or the connection is gone. */
export class Unreachable extends Error {
  constructor(cause) {
    super("The server could not be reached.", { cause });
    this.name = "Unreachable";
  }

  /** As of an answer: the same request may succeed later. */
  get passing() {
    return true;
  }
}

/** A promise of the error that an answer stands for. */
export async function problem(response) {
  // A proxy in between may answer with a page of its own instead of problem+json.
  const body = await response.json().catch(() => ({}));
  if (!body.code && isAway(response.status)) return new Unreachable(response.status);
  const retryAfter = Number.parseFloat(response.headers.get("Retry-After"));
  return new ApiError({
    status: response.status,
    code: body.code ?? null,
    detail: body.detail,
    errors: body.errors ?? [],
    requestId: body.request_id ?? null,
    retryAfterS: Number.isFinite(retryAfter) ? retryAfter : null,
  });
}

// What a proxy or a tunnel says whose server is gone; 520 and more are Cloudflare's.
function isAway(status) {
  return status === 502 || status === 504 || status >= 520;
}

/** What the server said of a failed request, or that it is out of reach. */
export function failureText(error) {
  return error instanceof ApiError ? error.message : t("offline.title");
}

/** Like failureText, field by field where the server says so. */
export function failureReason(error) {
  return error instanceof ApiError ? error.reason : t("offline.title");
}
