/** Says what is wrong with the number of a recipient; null if nothing is. */
export function phoneError(phone: string): string | null {
  const number = withoutSeparators(phone);
  if (number === "") {
    return "Enter the phone number of the recipient.";
  }
  if (number.startsWith("+")) {
    return /^\+[1-9]\d{7,14}$/.test(number) ? null : "After + come the country code and the number, 8 to 15 digits in all.";
  }
  return /^\d{10}$/.test(number) ? null : "Enter exactly 10 digits, such as 5555550001.";
}

/** People write numbers with spaces, dashes and parentheses. */
export function withoutSeparators(phone: string): string {
  return phone.replace(/[\s().-]/g, "");
}
