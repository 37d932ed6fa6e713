// Many sends at once.

#include "outbox_support.hpp"

namespace selat::gateway::test::outbox_load_test {

TEST_CASE("a hundred thousand waiting sends go through one narrow channel, in order") {
    constexpr std::size_t count = 100'000;
    constexpr std::size_t addresses = 40'000;
    post_office office;
    office.line->edit().max_in_flight = 4;
    std::unordered_map<std::string, int> last;
    bool in_order = true;
    office.line->send = [&](const selat_outgoing& out) {
        const auto number = static_cast<int>(out.seq);
        auto& before = last[text_of(out.to)];
        in_order = in_order && number == before + 1;
        before = number;
        return sent(out.op, {});
    };
    const auto first = queue_send(office, "line", "a", "x");
    model::id_source ids(11);
    selat::store::changes changes;
    for (std::size_t i = 0; i < count; ++i) {
        auto send = first;
        send.message.id = ids.make(model::id_kind::message, office.clock.now(), 0);
        send.job.id = ids.make(model::id_kind::job, office.clock.now(), 0);
        send.job.message = send.message.id;
        send.job.address = send.message.address = "a" + std::to_string(i % addresses);
        send.message.address_seq = 1 + i / addresses;
        changes.messages.push_back(std::move(send.message));
        changes.jobs.push_back(std::move(send.job));
    }
    std::promise<void> kept;
    office.store.commit(changes, [&](const auto&) { kept.set_value(); });
    kept.get_future().get();
    for (std::size_t i = 0; i < count; ++i) {
        office.outbox->add(changes.jobs[i], changes.messages[i]);
    }
    CHECK(office.outbox->waiting() == count);
    office.run_until_empty();
    CHECK(in_order);
    CHECK(last.size() == addresses);
}

}  // namespace selat::gateway::test::outbox_load_test
