#include "sockets.hpp"

#include <cstdio>
#include <filesystem>

#include "host/net/http_client.hpp"

#include <catch2/catch.hpp>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

using namespace selat;
using namespace selat::test;

namespace {

// A certificate of its own for 127.0.0.1, in files that go with it.
class identity {
public:
    identity() {
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"),
                                                                      EVP_PKEY_free);
        const std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), X509_free);
        X509_set_version(made.get(), 2);
        ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(made.get()), -60);
        X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
        X509_set_pubkey(made.get(), key.get());
        X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
        X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
        const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> names(
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1"),
            X509_EXTENSION_free);
        X509_add_ext(made.get(), names.get(), -1);
        X509_sign(made.get(), key.get(), EVP_sha256());
        std::FILE* const certificate_file = std::fopen(certificate.c_str(), "w");
        PEM_write_X509(certificate_file, made.get());
        std::fclose(certificate_file);
        std::FILE* const key_file = std::fopen(private_key.c_str(), "w");
        PEM_write_PrivateKey(key_file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(key_file);
    }
    ~identity() { std::filesystem::remove_all(folder_); }

private:
    static std::filesystem::path make_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "selat-XXXXXX").string();
        return ::mkdtemp(name.data());
    }
    std::filesystem::path folder_ = make_folder();

public:
    std::string certificate = folder_ / "certificate.pem";
    std::string private_key = folder_ / "key.pem";

    [[nodiscard]] net::server_options options() const {
        net::server_options options;
        options.certificate = certificate;
        options.private_key = private_key;
        return options;
    }
};

void whole(net::exchange asked) {
    const std::string mark = asked.request().secure ? "secure " : "plain ";
    asked.respond(text(mark + std::string(asked.request().body)));
}

net::http_result ask(const identity& own, const std::string& url, bool trusting,
                     std::string body = {}) {
    net::http_client_options options;
    if (trusting) {
        options.ca_file = own.certificate;
    }
    net::http_client client(options);
    mailbox<net::http_result> answers;
    net::http_call call;
    call.method = "POST";
    call.url = url;
    call.body = std::move(body);
    call.allow_private = true;
    client.start(std::move(call), [&](net::http_result one) { answers.put(std::move(one)); });
    return answers.take();
}

}  // namespace

TEST_CASE("requests over TLS are answered, large ones too") {
    const identity own;
    const served here(whole, own.options());
    CHECK(ask(own, here.url("https"), true, "hello").body == "secure hello");
    const std::string large(900'000, 'x');
    CHECK(ask(own, here.url("https"), true, large).body == "secure " + large);
}

TEST_CASE("a certificate that nobody vouches for is refused before anything is sent") {
    const identity own;
    const served here(whole, own.options());
    CHECK(ask(own, here.url("https"), false).code == code::unavailable);
    // The certificate is for 127.0.0.1 alone.
    const auto name = "https://localhost:" + std::to_string(here.port());
    CHECK(ask(own, name, true).code == code::unavailable);
    CHECK(here.server->counts().requests == 0);
}

TEST_CASE("plain HTTP to a TLS port is refused without harm") {
    const identity own;
    const served here(whole, own.options());
    const peer client(here.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(client.read_all().find("HTTP/1.1 200") == std::string::npos);
    CHECK(ask(own, here.url("https"), true, "still here").body == "secure still here");
}

TEST_CASE("a WebSocket over TLS, both ends ours") {
    const identity own;
    echo_server here({}, own.options());
    shards threads;
    net::connect_options options;
    options.ca_file = own.certificate;
    caller client(threads.first(), here.url("wss"), options);
    REQUIRE(client.socket());
    const std::string large(50'000, 'y');
    client.socket()->send("over TLS", false, false);
    client.socket()->send(large, true, false);
    CHECK(client.messages.take().data == "over TLS");
    CHECK(client.messages.take().data == large);
    client.socket()->close(1000, "bye");
    CHECK(client.closed.take() == ending{1000, "bye", code::ok});
    CHECK(here.closed.take() == ending{1000, "bye", code::ok});
    caller wary(threads.first(), here.url("wss"));
    CHECK(wary.failure().code == code::unavailable);
}

TEST_CASE("a TLS stream carries plain bytes") {
    const identity own;
    const served here(whole, own.options());
    shards threads;
    net::connect_options options;
    options.ca_file = own.certificate;
    caller client(threads.first(), "tls://127.0.0.1:" + std::to_string(here.port()), options);
    REQUIRE(client.socket());
    client.socket()->send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", true, false);
    std::string all;
    while (all.find("secure") == std::string::npos) {
        all += client.messages.take().data;
    }
    CHECK(status_line(all) == "HTTP/1.1 200 OK");
    CHECK(client.closed.take().failure == code::ok);
}

TEST_CASE("a drain and an end reach TLS connections") {
    const identity own;
    served here(whole, own.options());
    shards threads;
    net::connect_options options;
    options.ca_file = own.certificate;
    caller client(threads.first(), "tls://127.0.0.1:" + std::to_string(here.port()), options);
    REQUIRE(client.socket());
    mailbox<int> drained;
    here.server->drain(10s, [&] { drained.put(1); });
    client.closed.take();
    CHECK(drained.take() == 1);
}
