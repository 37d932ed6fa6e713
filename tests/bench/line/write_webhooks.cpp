// Webhooks into a file, one behind the other, for wrk; prints how long each is.
//     write_webhooks FILE HOST:PORT CHANNEL SECRET USERS FIRST COUNT

#include "tests/bench/line/webhooks.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>

int main(int count, char** arguments) {
    if (count != 8) {
        std::fprintf(stderr, "usage: %s FILE HOST:PORT CHANNEL SECRET USERS FIRST COUNT\n",
                     arguments[0]);
        return 2;
    }
    const auto number = [arguments](int at) { return std::strtoull(arguments[at], nullptr, 10); };
    bench::webhooks source(arguments[4], arguments[2], arguments[3], number(5));
    std::ofstream file(arguments[1], std::ios::binary | std::ios::trunc);
    std::size_t size = 0;
    for (auto each = number(6); each < number(6) + number(7); ++each) {
        const auto& request = source.make(each, bench::now_ms());
        size = request.size();
        file << request;
    }
    file.close();
    if (!file) {
        std::fprintf(stderr, "%s cannot be written\n", arguments[1]);
        return 1;
    }
    std::printf("%zu\n", size);
    return 0;
}
