// What a run's status permits: the page's copy of the rules that the server enforces.

const ACTIONS = {
  queued: ["next", "stop", "rate"],
  running: ["pause", "more", "stop", "rate"],
  paused: ["resume", "more", "stop", "rate"],
  stopped: ["resume", "more"],
  finished: ["more", "activate"],
  failed: ["resume"],
  interrupted: ["resume"],
};

/**
 * The actions that a run permits: next, pause, resume, more and stop as Api.steerRun takes them,
 * rate for another learning rate, activate for its network to read drawings.
 */
export function actionsOf({ status }) {
  return ACTIONS[status] ?? [];
}
