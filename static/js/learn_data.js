import { DigitSheet } from "./lessons/digit_sheet.js";

new DigitSheet(document.getElementById("live"));
