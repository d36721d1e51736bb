// The server sends the package's own file under this name.
export { lexer, type Token, type Tokens } from "marked";
