#include "wire.hpp"

#include <utility>

namespace email {

wire::wire(const server& server, std::string prefix) : server_(server), prefix_(std::move(prefix)) {
    if (server_.there() && server_.own_tls()) {
        trusted_.emplace(server_.ca);
    }
}

void wire::open(selat::actions out) {
    tls_.reset();
    why_.clear();
    distrusts_ = false;
    name_ = prefix_ + std::to_string(++connections_);
    out.connect({.connection = name_, .url = server_.url()});
}

bool wire::opened(std::string_view connection, selat::actions out) {
    if (!is(connection)) {
        if (connection.starts_with(prefix_)) {
            out.close(connection);  // given up while it was being opened
        }
        return false;
    }
    if (server_.tls == security::implicit && server_.own_tls()) {
        secure(out);
    }
    return true;
}

bool wire::read(std::string_view bytes, std::string& clear, selat::actions out) {
    if (!tls_) {
        clear += bytes;
        return true;
    }
    const bool good = tls_->receive(bytes, clear);
    flush(out);
    why_ = tls_->why();
    distrusts_ = tls_->distrusts();
    return good;
}

void wire::write(std::string_view text, selat::actions out) {
    if (!tls_) {
        return out.write(name_, text, true);
    }
    tls_->send(text);
    flush(out);
}

void wire::secure(selat::actions out) {
    tls_.emplace(*trusted_, server_.host);
    flush(out);
}

void wire::close(selat::actions out) {
    if (name_.empty()) {
        return;
    }
    if (tls_) {
        tls_->end();
        flush(out);
    }
    out.close(name_);
    gone();
}

void wire::gone() {
    tls_.reset();
    name_.clear();
}

void wire::flush(selat::actions out) {
    if (const auto bytes = tls_->take(); !bytes.empty()) {
        out.write(name_, bytes, true);
    }
}

}  // namespace email
