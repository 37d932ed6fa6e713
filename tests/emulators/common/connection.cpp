#include "tests/emulators/common/connection.hpp"

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

namespace emulators {
namespace {

int port_of(const sockaddr_storage& address) {
    if (address.ss_family == AF_INET) {
        return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
    }
    return address.ss_family == AF_INET6
               ? ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port)
               : -1;
}

using name_function = int (*)(int, sockaddr*, socklen_t*);

int port_at(name_function name, int socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    return name(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0 ? port_of(address) : -1;
}

}  // namespace

// httplib keeps the socket to itself, so it is found by its two ports.
void drop_connection(const httplib::Request& request) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    for (int socket = 3; socket < static_cast<int>(limit.rlim_cur); ++socket) {
        if (port_at(getpeername, socket) == request.remote_port &&
            port_at(getsockname, socket) == request.local_port) {
            shutdown(socket, SHUT_RDWR);
            return;
        }
    }
}

}  // namespace emulators
