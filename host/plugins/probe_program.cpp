#include "host/plugins/probe.hpp"

int main(int argc, char** argv) { return selat::plugins::probe_main(argc, argv); }
