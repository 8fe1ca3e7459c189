// Calls to the gateway. A refusal is a Refused with the gateway's own words; no answer at all is an Unreachable.

const BASE = "/channels/webchat";

export class Refused extends Error {
  /** `wait`: the seconds after which the gateway wants to be asked again, or 0. */
  constructor(status, code, message, wait = 0) {
    super(message);
    this.wait = wait;
    this.status = status;
    this.code = code;
  }
}

export class Unreachable extends Error {}

export async function call(secret, path, options = {}) {
  const headers = { ...options.headers };
  if (secret) headers.Authorization = `Bearer ${secret}`;
  if (options.json) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(BASE + path, {
      method: options.method ?? "GET",
      headers,
      body: options.json ? JSON.stringify(options.json) : options.body,
      signal: options.signal,
      cache: "no-store",
      credentials: "same-origin",
    });
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response) {
  const body = await response.json().catch(() => null);
  if (!body?.error) return response.status >= 500 ? new Unreachable(String(response.status)) : new Refused(response.status, "unknown", "");
  const wait = Number(response.headers.get("Retry-After")) || 0;
  return new Refused(response.status, body.error.code, body.error.message, wait);
}

async function answer(promise) {
  const response = await promise;
  try {
    return await response.json();
  } catch (error) {
    throw new Unreachable(String(error));
  }
}

const limit = (milliseconds) => AbortSignal.timeout?.(milliseconds);

export const begin = (framed) =>
  answer(call(null, "/sessions", { method: "POST", headers: framed ? { "X-Townclerk-Frame": "1" } : {}, signal: limit(15_000) }));
export const post = (secret, message) =>
  answer(call(secret, "/messages", { method: "POST", json: message, signal: limit(15_000) }));
export const read = (secret, after) => answer(call(secret, `/messages?after=${after}`, { signal: limit(15_000) }));
/** Whether a cookie of ours came back; the address that takes the chat up again; the chat that such an address leads to. */
export const isKept = async (secret) => (await answer(call(secret, "/kept", { signal: limit(15_000) }))).kept;
export const link = async (secret) => (await answer(call(secret, "/link", { method: "POST", signal: limit(15_000) }))).path;
export const takeUp = async (token) =>
  (await answer(call(null, "/again", { method: "POST", body: token, signal: limit(15_000) }))).session;
export const leave = (secret) => call(secret, "/end", { method: "POST", signal: limit(15_000) });
