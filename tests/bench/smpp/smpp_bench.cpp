// The SMPP driver alone: how many messages a second it submits, is answered for and is receipted,
// with an SMSC that answers at once. No gateway, no network.
//     smpp_bench [messages] [window]

#include "plugins/channels/sms/smpp/channel.hpp"
#include "plugins/channels/sms/smpp/pdu.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>

#include <selat/testing/drive.hpp>

#include <nlohmann/json.hpp>

namespace {

namespace drive = selat::testing;
using clock_type = std::chrono::steady_clock;

struct plugin {
    explicit plugin(const selat::setup& setup)
        : inner(setup, nlohmann::json::parse(setup.options)) {}
    void on_send(const selat::outgoing& event, selat::actions out) { inner.on_send(event, out); }
    void on_timer(const selat::timer& event, selat::actions out) { inner.on_timer(event, out); }
    void on_open(const selat::open& event, selat::actions out) { inner.on_open(event, out); }
    void on_data(const selat::data& event, selat::actions out) { inner.on_data(event, out); }
    void on_close(const selat::close& event, selat::actions out) { inner.on_close(event, out); }
    void on_stored(const selat::stored& event, selat::actions out) { inner.on_stored(event, out); }
    smpp::channel inner;
};

class smsc {
public:
    smsc(std::uint64_t messages, std::uint64_t window)
        : messages_(messages), window_(window),
          sms_(drive::channel::of<plugin>({.options = nlohmann::json{{"host", "smsc.example"},
                                                                     {"system_id", "gw"},
                                                                     {"password", "pw"},
                                                                     {"from", "12345"},
                                                                     {"window", window}}
                                                          .dump()})) {}

    void bind() {
        connection_ = sms_.timer(SELAT_TIMER_START).connects.at(0).connection;
        sms_.open(connection_);
        hear(smpp::write({.id = smpp::command::bind_transceiver_resp,
                          .sequence = 1,
                          .body = smpp::bind_answer{"smsc"}}));
    }
    void run() {
        while (sent_ < messages_) {
            while (begun_ < messages_ && begun_ - sent_ < window_) {
                take(sms_.send(
                    {.op = ++begun_,
                     .to = "+60123456789",
                     .content = R"({"text":"Selamat pagi, pesanan anda telah dihantar"})"}));
            }
            answer_all();
        }
    }
    [[nodiscard]] std::uint64_t receipts() const { return receipts_; }

private:
    void hear(const std::string& bytes) { take(sms_.data(connection_, bytes, true)); }
    void take(const drive::outcome& outcome) {
        sent_ += outcome.sents.size();
        receipts_ += outcome.receipts.size();
        for (const auto& each : outcome.writes) {
            in_.add(each.data);
            while (const auto next = in_.next()) {
                auto got = smpp::read(*next);
                const auto& pdu = std::get<smpp::pdu>(got);
                if (pdu.id == smpp::command::submit_sm) {
                    asked_.push_back(pdu.sequence);
                }
            }
        }
    }
    void answer_all() {
        std::string bytes;
        for (const auto sequence : asked_) {
            const auto id = std::to_string(++ids_);
            bytes += smpp::write({.id = smpp::command::submit_sm_resp,
                                  .sequence = sequence,
                                  .body = smpp::message_answer{id}});
            bytes += smpp::write(
                {.id = smpp::command::deliver_sm,
                 .sequence = static_cast<std::uint32_t>(ids_),
                 .body = smpp::message{.source = {1, 1, "60123456789"},
                                       .destination = {0, 0, "12345"},
                                       .esm_class = smpp::esm::receipt,
                                       .short_message = "id:" + id + " stat:DELIVRD err:000"}});
        }
        asked_.clear();
        hear(bytes);
    }

    std::uint64_t messages_;
    std::uint64_t window_;
    drive::channel sms_;
    std::string connection_;
    smpp::framer in_;
    std::deque<std::uint32_t> asked_;
    std::uint64_t begun_ = 0;
    std::uint64_t sent_ = 0;
    std::uint64_t receipts_ = 0;
    std::uint64_t ids_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    const auto argument = [&](int n, std::uint64_t otherwise) {
        return argc > n ? std::strtoull(argv[n], nullptr, 10) : otherwise;
    };
    const auto messages = argument(1, 200'000);
    const auto window = argument(2, 100);
    smsc side(messages, window);
    side.bind();
    const auto start = clock_type::now();
    side.run();
    const std::chrono::duration<double> took = clock_type::now() - start;
    std::printf(
        R"({"messages":%llu,"window":%llu,"receipts":%llu,"seconds":%.3f,"per_second":%.0f})"
        "\n",
        static_cast<unsigned long long>(messages), static_cast<unsigned long long>(window),
        static_cast<unsigned long long>(side.receipts()), took.count(),
        static_cast<double>(messages) / took.count());
    return 0;
}
