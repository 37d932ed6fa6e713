// What is compiled once for all tests needs a file that is compiled with it.
