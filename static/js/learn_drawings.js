import { Desk } from "./inside/desk.js";
import { OwnDigit } from "./lessons/own_digit.js";
import { InsideApi } from "./api/inside.js";
import { ReaderApi } from "./api/reader.js";
import { deskReader } from "./reader/desk_reader.js";

const own = new OwnDigit(document.getElementById("live"));
const reader = deskReader(new InsideApi(), new ReaderApi());

new Desk(document.getElementById("desk"), reader, { shown: (digit) => own.look(digit), emptied() {} });
