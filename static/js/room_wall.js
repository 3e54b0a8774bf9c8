// Entry of a room's wall: asks what is new, and shows it; the owner steers the room here.

import { ApiError } from "./api/errors.js";
import { RoomApi } from "./api/rooms.js";
import { Cards } from "./classroom/cards.js";
import { PodiumView } from "./classroom/podium_view.js";
import { Steering } from "./classroom/steering.js";
import { TallyView } from "./classroom/tally_view.js";
import { taskWords } from "./classroom/words.js";
import { setText } from "./lib/elements.js";
import { t, tn } from "./lib/i18n.js";
import { Poll } from "./runs/poll.js";
import { siteAddress } from "./lib/site.js";
import { FeedState } from "./runs/run_feed.js";
import { FeedView } from "./runs/feed_view.js";

const INTERVAL_MS = 500;
const GONE = 404;

const byId = (id) => document.getElementById(id);
const { room: code } = byId("wall").dataset;
const api = new RoomApi();
const feed = new FeedView(byId("feed-state"));
const steering = byId("steering") && new Steering(byId("steering"), {
  change: (changes) => api.changeRoom(code, changes),
  reset: () => api.resetRoom(code),
  close: () => api.closeRoom(code),
  hide: (number, hidden) => api.hideDrawing(code, number, hidden),
  muted: () => api.mutedPhones(code),
  mute: (number, muted) => api.mutePhone(code, number, muted),
  collect: () => api.collect(code),
}, {
  changed: () => poll.hurry(),
  closed: () => (location.href = siteAddress("room")),
});
const cards = new Cards(byId("cards"), steering && ((drawing) => steering.hide(drawing)));
const tally = new TallyView(byId("wall"), (cell) => cards.choose(cell));
const podium = new PodiumView(byId("podium"));
const poll = new Poll(look, fail, INTERVAL_MS);
let shown = "";

poll.start();

async function look() {
  const wall = await api.wall(code, cards.known);
  feed.show(FeedState.LIVE);
  const seen = JSON.stringify(wall);
  if (seen === shown) return;
  shown = seen;
  show(wall);
}

function show(wall) {
  const { room, drawings } = wall;
  setText(byId("task"), taskWords(room));
  setText(byId("phones"), tn("room.phones", room.phones));
  byId("joining-paused").hidden = room.joining;
  byId("join").classList.toggle("join--paused", !room.joining);
  byId("room-full").hidden = !room.full;
  byId("nothing-drawn").hidden = drawings.length > 0;
  cards.show(drawings);
  tally.show(wall);
  podium.show(wall);
  steering?.show(room);
}

function fail(error) {
  const isGone = error instanceof ApiError && error.status === GONE;
  if (!isGone) return feed.show(error instanceof ApiError ? FeedState.FAILED : FeedState.OFFLINE);
  poll.stop();
  byId("wall").hidden = true;
  byId("gone").hidden = false;
  setText(byId("gone"), t("room.gone"));
}
