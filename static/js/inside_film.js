import { Desk } from "./inside/desk.js";
import { Api } from "./lib/api.js";

new Desk(document.getElementById("desk"), new Api(), { shown() {}, emptied() {} });
