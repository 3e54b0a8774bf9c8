import { Desk } from "./inside/desk.js";
import { OwnDigit } from "./lessons/own_digit.js";
import { InsideApi } from "./api/inside.js";

const own = new OwnDigit(document.getElementById("live"));

new Desk(document.getElementById("desk"), new InsideApi(), { shown: (digit) => own.look(digit), emptied() {} });
