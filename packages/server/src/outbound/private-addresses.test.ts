import { expect, test } from "vitest";
import { isPrivateAddress } from "./private-addresses.ts";

const privateOnes = `
  127.0.0.1 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 0.0.0.0 100.64.0.1 192.0.2.1 198.18.0.1
  224.0.0.1 255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fd00::1 ::ffff:127.0.0.1 ::ffff:7f00:1 64:ff9b::10.0.0.1
  2001:db8::1 2002:7f00:1:: ff02::1 no-address`;
const publicOnes = `
  8.8.8.8 172.15.0.1 172.32.0.1 192.167.0.1 100.63.0.1 223.255.255.255
  2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808`;

test.each(privateOnes.trim().split(/\s+/))("%s is private", (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each(publicOnes.trim().split(/\s+/))("%s is public", (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});
