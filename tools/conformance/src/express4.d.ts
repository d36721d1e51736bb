// the same names in both versions, as far as the hosts use them
declare module "express4" {
  export { default } from "express";
}
