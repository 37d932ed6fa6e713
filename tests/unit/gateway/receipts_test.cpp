// What became of what was sent, told early, late or of something else.

#include "desk_scene.hpp"

namespace selat::gateway::test::receipts_test {

TEST_CASE("a receipt that is ahead of what it is for is looked at again") {
    desk_scene scene;
    const auto send = queue_send(scene, "discord", "ann", "hello");
    scene.desk->unsettled("discord", true);
    scene.desk->apply("discord", {delivered("p1")});
    scene.settle();
    CHECK(stored(scene, send.message.id).status == model::message_status::queued);
    scene.change(send, model::message_status::sent, "p1");
    scene.clock.turn(model::duration{250});
    scene.settle();
    CHECK(stored(scene, send.message.id).status == model::message_status::delivered);
}

TEST_CASE("what is told of a send that is to be tried again is looked for") {
    desk_scene scene;
    const auto send = queue_send(scene, "discord", "ann", "hello");
    scene.desk->doubtful("discord", true);
    scene.desk->apply("discord", {delivered("p1")});
    scene.settle();
    scene.change(send, model::message_status::sent, "p1");
    scene.clock.turn(model::duration{250});
    scene.settle();
    CHECK(stored(scene, send.message.id).status == model::message_status::delivered);
}

TEST_CASE("a receipt never lowers a status, and none is for another channel's message") {
    desk_scene scene;
    scene.add_channel("line");
    scene.desk->adopt(*scene.parts);
    const auto send = queue_send(scene, "discord", "ann", "hello");
    act::receipt read;
    read.status = model::message_status::read;
    read.message = send.message.id.text();
    scene.change(send, model::message_status::sent, "p1");
    scene.desk->apply("line", {read});
    scene.settle();
    CHECK(stored(scene, send.message.id).status == model::message_status::sent);
    scene.desk->apply("discord", {read});
    scene.settle();
    read.status = model::message_status::delivered;
    scene.desk->apply("discord", {read});
    scene.settle();
    CHECK(stored(scene, send.message.id).status == model::message_status::read);
}

TEST_CASE("a part that was delivered does not make it the message while the rest is to be sent") {
    desk_scene scene;
    const auto send = queue_send(scene, "discord", "ann", "half and half");
    scene.change(send, std::nullopt, "p1");  // the first part is out
    scene.desk->apply("discord", {delivered("p1")});
    scene.settle();
    CHECK(stored(scene, send.message.id).status == model::message_status::queued);
    scene.change(send, model::message_status::failed, "p1", 1);
    scene.look_again();
    const auto failed = stored(scene, send.message.id);
    CHECK(failed.status == model::message_status::failed);
    REQUIRE(failed.error);
    CHECK(failed.error->text == "refused");
}

TEST_CASE("a receipt of a message that is still queued counts once it is sent") {
    desk_scene scene;
    const auto send = queue_send(scene, "discord", "ann", "hello");
    act::receipt read;
    read.status = model::message_status::read;
    read.message = send.message.id.text();
    scene.desk->apply("discord", {read});
    scene.settle();
    scene.change(send, model::message_status::sent, "p1");
    scene.look_again();
    CHECK(stored(scene, send.message.id).status == model::message_status::read);
}

TEST_CASE("a receipt that waited long enough for the answer to the send is not lost") {
    desk_scene scene;
    const auto send = queue_send(scene, "discord", "ann", "hello");
    const auto other = scene.queue_at(2);
    scene.desk->unsettled("discord", true);
    act::receipt arrived;
    arrived.status = model::message_status::delivered;
    arrived.message = send.message.id.text();
    scene.desk->apply("discord", {arrived});
    scene.settle();
    scene.look_again();
    CHECK(stored(scene, send.message.id).status == model::message_status::delivered);
    CHECK(stored(scene, other.message.id).status == model::message_status::queued);
    scene.change(send, model::message_status::sent, "p1");
    const auto sent = stored(scene, send.message.id);
    CHECK(sent.status == model::message_status::delivered);
    CHECK(sent.provider_id == "p1");
}

TEST_CASE("a send whose answer was lost is settled by the provider's word, and known by its id") {
    desk_scene scene;
    const auto send = queue_send(scene, "discord", "ann", "hello");
    scene.change(send, model::message_status::failed, {}, 0, code::uncertain);
    act::receipt taken;
    taken.status = model::message_status::sent;
    taken.message = send.message.id.text();
    taken.message_id = "p1";
    scene.desk->apply("discord", {taken});
    scene.settle();
    const auto settled = stored(scene, send.message.id);
    CHECK(settled.status == model::message_status::sent);
    CHECK_FALSE(settled.error);
    CHECK(settled.provider_id == "p1");
    scene.desk->apply("discord", {delivered("p1")});
    scene.settle();
    CHECK(stored(scene, send.message.id).status == model::message_status::delivered);
}

TEST_CASE("that it went out at first does not undo that it was refused later") {
    desk_scene scene;
    const auto send = queue_send(scene, "discord", "ann", "hello");
    scene.change(send, model::message_status::failed, "p1");
    act::receipt taken;
    taken.status = model::message_status::sent;
    taken.message = send.message.id.text();
    scene.desk->apply("discord", {taken});
    scene.settle();
    CHECK(stored(scene, send.message.id).status == model::message_status::failed);
}

TEST_CASE("who has read up to somewhere has not read what never went out") {
    desk_scene scene;
    const auto sent = scene.queue_at(1);
    const auto failed = scene.queue_at(2);
    const auto queued = scene.queue_at(3);
    const auto arrived = scene.queue_at(4);
    scene.change(sent, model::message_status::sent, "p1");
    scene.change(failed, model::message_status::failed, {});
    scene.change(arrived, model::message_status::delivered, "p4");
    act::receipt read;
    read.status = model::message_status::read;
    read.address = "ann";
    read.up_to_seq = 4;
    scene.desk->apply("discord", {read});
    scene.settle();
    scene.look_again();
    const auto status = [&](const queued_send& of) { return stored(scene, of.message.id).status; };
    CHECK(status(sent) == model::message_status::read);
    CHECK(status(failed) == model::message_status::failed);
    CHECK(status(queued) == model::message_status::queued);
    CHECK(status(arrived) == model::message_status::read);
}

}  // namespace selat::gateway::test::receipts_test
