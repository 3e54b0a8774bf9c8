// Entry of a phone in a room: joins it, draws, votes, and takes back what it drew.

import { ApiError, failureText } from "./api/errors.js";
import { RoomApi } from "./api/rooms.js";
import { BallotView } from "./classroom/ballot_view.js";
import { Outbox } from "./classroom/outbox.js";
import { PaperView } from "./classroom/paper_view.js";
import { setText } from "./lib/elements.js";
import { t, tn } from "./lib/i18n.js";
import { Poll } from "./runs/poll.js";
import { SegmentedControl } from "./lib/segmented_control.js";
import { KeptKeys } from "./sharing/kept_keys.js";

const INTERVAL_MS = 2000;
const GONE = 404;
const NOT_JOINED = 403;

const byId = (id) => document.getElementById(id);
const { room: code } = byId("room").dataset;
const api = new RoomApi();
const keys = new KeptKeys("inknet.rooms");
const poll = new Poll(look, fail, INTERVAL_MS);
let [paper, ballots, outbox] = [null, null, null];

byId("join-room").addEventListener("click", join);
byId("consent").addEventListener("change", ({ target }) => change(() => api.changeConsent(code, key(), target.checked)));
byId("forget").addEventListener("click", () => {
  outbox.clear();
  change(() => api.forgetDrawings(code, key()));
});
if (key() === null) askToJoin();
else enter();

function key() {
  return keys.of(code);
}

function askToJoin() {
  byId("joining").hidden = false;
  byId("room").hidden = true;
  byId("join-room").disabled = false;
}

async function join() {
  byId("join-room").disabled = true;
  setText(byId("join-state"), "");
  try {
    const { key: made, ...phone } = await api.join(code, byId("join-consent").checked);
    keys.keep(code, made);
    enter();
    show(phone);
  } catch (error) {
    if (isGone(error)) leave();
    setText(byId("join-state"), failureText(error));
    // Sixty phones may want to join in the same second.
    const isBusy = error instanceof ApiError && error.passing && error.retryAfterS !== null;
    if (isBusy) setTimeout(join, error.retryAfterS * 1000);
    else byId("join-room").disabled = false;
  }
}

function enter() {
  byId("joining").hidden = true;
  byId("room").hidden = false;
  if (paper !== null) return poll.hurry();
  paper = new PaperView(byId("room"), `inknet.room.${code}.drawing`, send);
  ballots = new BallotView(byId("voting"), {
    ballot: () => api.ballot(code, key()),
    vote: (drawing, digit) => api.vote(code, key(), drawing, digit),
  });
  outbox = new Outbox(`inknet.room.${code}.outbox`, (drawing) => api.draw(code, key(), drawing), {
    sent: (told) => {
      paper.showReading(told);
      poll.hurry();
    },
    refused: (error) => (isGone(error) ? leave() : paper.say(error.reason)),
    waits: (count, error) => paper.showWaiting(count, failureText(error)),
  });
  new SegmentedControl(byId("activity"), (value) => {
    byId("drawing").hidden = value !== "";
    byId("voting").hidden = value === "";
    if (value !== "") ballots.look();
  });
  poll.start();
}

function send(drawing) {
  if (outbox.isFull) {
    paper.say(t("room.outbox_full"));
    return false;
  }
  outbox.add(drawing);
  return true;
}

async function look() {
  if (key() === null) return;
  show(await api.phone(code, key()));
  if (!byId("voting").hidden) await ballots.look();
}

function show({ number, consent, drawings, muted, room }) {
  paper.follow(room);
  paper.mute(muted);
  setText(byId("phone-number"), t("room.phone", { number }));
  setText(byId("own-drawings"), tn("room.own", drawings));
  byId("forget").disabled = drawings === 0;
  byId("consent").checked = consent;
  setText(byId("connection"), "");
}

async function change(act) {
  try {
    show(await act());
  } catch (error) {
    fail(error);
  }
}

function fail(error) {
  if (isGone(error)) return leave();
  if (error instanceof ApiError && error.status === NOT_JOINED) {
    keys.forget(code);
    return askToJoin();
  }
  setText(byId("connection"), failureText(error));
}

function isGone(error) {
  return error instanceof ApiError && error.status === GONE;
}

// The room was closed: what was there is deleted, also here.
function leave() {
  poll.stop();
  outbox?.clear();
  keys.forget(code);
  for (const id of ["joining", "room"]) byId(id).hidden = true;
  byId("gone").hidden = false;
}
