// A request that is given up with somebody else's signal, or after a time.

/**
 * Resolves to what request(signal) gives. Its signal aborts after timeoutMs, or when `signal`, which
 * may be missing, does. AbortSignal.any would say the same: Safari has it since 17.4, Firefox since 124.
 */
export async function withDeadline(timeoutMs, signal, request) {
  const controller = new AbortController();
  const follow = () => controller.abort(signal.reason);
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  if (signal?.aborted) follow();
  signal?.addEventListener("abort", follow);
  try {
    return await request(controller.signal);
  } finally {
    clearTimeout(timer);
    // A signal outlives its requests: a page that follows a run asks once a second with the same one.
    signal?.removeEventListener("abort", follow);
  }
}
