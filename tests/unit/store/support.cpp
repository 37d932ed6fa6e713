#include "support.hpp"

#include <cstdlib>

#include "host/model/content.hpp"
#include "host/store/sqlite/field_access.hpp"

#include <fmt/format.h>

namespace selat::store::test {
namespace {

// Tells every field the store knows of; one that a schema forgets differs after reading.
class teller {
public:
    static constexpr bool packs = true;

    void operator()(const std::string& text) { out += text + "|"; }
    void operator()(const model::id& id) { out += id.text() + "|"; }
    template <sqlite::number_like T>
    void operator()(T value) {
        out += std::to_string(static_cast<std::int64_t>(value)) + "|";
    }
    void operator()(model::time at) { (*this)(model::to_ms(at)); }
    void operator()(model::duration value) { (*this)(value.count()); }
    void operator()(const std::optional<model::time>& at) {
        at ? (*this)(*at) : (*this)(std::string("none"));
    }
    template <class T>
    void operator()(const std::optional<T>& value) {
        if (value) {
            sqlite::fields(*this, *value);
        } else {
            out += "none|";
        }
    }
    template <class T>
    void operator()(const std::vector<T>& values) {
        for (const auto& value : values) {
            sqlite::fields(*this, value);
        }
    }

    std::string out;
};

template <class T>
std::string tell(const T& value) {
    teller teller;
    sqlite::fields(teller, value);
    return teller.out;
}

}  // namespace

folder::folder() {
    std::string name = (std::filesystem::temp_directory_path() / "selat-store-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("no folder for the test: " + name);
    }
    path_ = name;
}

folder::~folder() { std::filesystem::remove_all(path_); }

std::unique_ptr<store> open(const folder& folder, std::uint32_t readers) {
    auto opened = open_sqlite({folder.database(), true, readers});
    if (!opened) {
        throw std::runtime_error(opened.error().text);
    }
    return std::move(*opened);
}

result<committed> commit(store& store, changes changes) {
    std::optional<result<committed>> outcome;
    std::mutex mutex;
    std::condition_variable ready;
    store.commit(std::move(changes), [&](result<committed> given) {
        const std::lock_guard lock(mutex);
        outcome = std::move(given);
        ready.notify_one();
    });
    std::unique_lock lock(mutex);
    ready.wait(lock, [&] { return outcome.has_value(); });
    return *outcome;
}

model::customer maker::customer() {
    model::customer one;
    one.id = id(model::id_kind::customer);
    one.name = fmt::format("Siti{}", below(50));
    one.created = now();
    one.attributes = fmt::format(R"({{"tier":"t{}"}})", below(5));
    return one;
}

model::address maker::address(const model::id& customer, std::string channel, std::string address) {
    model::address one;
    one.channel = std::move(channel);
    one.address = std::move(address);
    one.customer = customer;
    one.first_seen = one.last_seen = one.reach_at = now();
    return one;
}

model::conversation maker::conversation(const model::address& address) {
    model::conversation one;
    one.id = id(model::id_kind::conversation);
    one.customer = address.customer;
    one.channel = address.channel;
    one.address = address.address;
    one.opened = one.last_message = now();
    return one;
}

model::message maker::message(const model::conversation& conversation, std::uint64_t address_seq,
                              model::direction direction) {
    model::message one;
    one.id = id(model::id_kind::message);
    one.at = now();
    one.direction = direction;
    one.channel = conversation.channel;
    one.conversation = conversation.id;
    one.customer = conversation.customer;
    one.address = conversation.address;
    one.address_seq = address_seq;
    one.status = direction == model::direction::outbound ? model::message_status::queued
                                                         : model::message_status::received;
    one.author.id = "member";
    if (direction == model::direction::inbound) {
        one.provider_id = fmt::format("p-{}", one.id.text());
    }
    model::content content;
    content.text = fmt::format("word{} and word{}", below(30), below(30));
    one.content = model::write_content(content);
    return one;
}

model::event maker::created(const model::message& message) {
    model::event one;
    one.id = id(model::id_kind::event);
    one.at = message.at;
    one.type = model::event_type::message_created;
    one.conversation = message.conversation;
    one.message = message.id;
    return one;
}

model::task maker::task(const model::conversation& conversation, std::string queue) {
    model::task one;
    one.id = id(model::id_kind::task);
    one.conversation = conversation.id;
    one.customer = conversation.customer;
    one.queue = std::move(queue);
    one.created = now();
    return one;
}

model::reservation maker::reservation(const model::task& task, std::string agent) {
    model::reservation one;
    one.id = id(model::id_kind::reservation);
    one.task = task.id;
    one.conversation = task.conversation;
    one.agent = std::move(agent);
    one.created = one.updated = now();
    return one;
}

std::string told(const model::message& one) { return tell(sqlite::message_row{one, {}}); }
std::string told(const model::conversation& one) { return tell(one); }
std::string told(const model::customer& one) { return tell(one); }
std::string told(const model::address& one) { return tell(one); }
std::string told(const model::task& one) { return tell(one); }
std::string told(const model::reservation& one) { return tell(one); }
std::string told(const model::event& one) { return tell(one); }
std::string told(const model::job& one) { return tell(one); }
std::string told(const delivery_key& one) { return tell(one); }
std::string told(const media& one) { return tell(one); }
std::string told(const profiled_customer& one) { return told(one.customer) + told(one.addresses); }

}  // namespace selat::store::test
