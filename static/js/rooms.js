// Entry of the way into rooms: the owner opens one here.

import { failureReason } from "./api/errors.js";
import { RoomApi } from "./api/rooms.js";

const byId = (id) => document.getElementById(id);
const open = byId("open-room");

open.disabled = false;
open.addEventListener("click", async () => {
  open.disabled = true;
  byId("open-state").textContent = "";
  try {
    location.href = (await new RoomApi().openRoom()).url;
  } catch (error) {
    byId("open-state").textContent = failureReason(error);
    open.disabled = false;
  }
});
