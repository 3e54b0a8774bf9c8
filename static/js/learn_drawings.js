import { Desk } from "./inside/desk.js";
import { OwnDigit } from "./lessons/own_digit.js";
import { Api } from "./lib/api.js";

const own = new OwnDigit(document.getElementById("live"));

new Desk(document.getElementById("desk"), new Api(), { shown: (digit) => own.look(digit), emptied() {} });
