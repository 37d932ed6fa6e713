// The messages of an address, for the plugin that asks.

#include "host/gateway/channel_desk.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;
namespace act = model::action;

// The answer to HISTORY as the plugin gets it; owns what it points to.
class history_record {
public:
    history_record(const act::ask_history& asked, std::optional<model::address> address,
                   std::vector<model::message> messages, std::string status, model::time now)
        : asked_(asked), messages_(std::move(messages)), status_(std::move(status)) {
        for (const auto& each : messages_) {
            ids_.push_back(each.id.text());
        }
        items_.reserve(messages_.size());
        for (std::size_t i = 0; i < messages_.size(); ++i) {
            items_.push_back(item(messages_[i], ids_[i]));
        }
        for (const auto& each : items_) {
            pointers_.push_back(&each);
        }
        record_.event = event_head(sizeof record_, SELAT_EVENT_HISTORY, now);
        record_.tag = to_str(asked_.tag);
        record_.address = to_str(asked_.address);
        record_.items = pointers_.data();
        record_.item_count = pointers_.size();
        record_.newest_seq = address ? address->next_seq - 1 : 0;
        record_.customer_read_seq = address ? address->read_seq : 0;
        record_.conversation_status = to_str(status_);
    }
    history_record(const history_record&) = delete;
    history_record& operator=(const history_record&) = delete;
    [[nodiscard]] const selat_history& get() const { return record_; }

private:
    static selat_history_item item(const model::message& from, const std::string& id) {
        selat_history_item out{};
        out.size = sizeof out;
        out.inbound = from.direction == model::direction::inbound ? 1 : 0;
        out.message = to_str(id);
        out.provider_id = to_str(from.provider_id);
        out.seq = from.address_seq;
        out.at_ms = model::to_ms(from.at);
        out.author_kind = to_str(model::name_of(from.author.kind));
        out.author_name = to_str(from.author.name);
        out.status = to_str(model::name_of(from.status));
        out.content = to_str(from.content);
        return out;
    }

    act::ask_history asked_;
    std::vector<model::message> messages_;
    std::vector<std::string> ids_;
    std::string status_;
    std::vector<selat_history_item> items_;
    std::vector<const selat_history_item*> pointers_;
    selat_history record_{};
};

struct answer_parts {
    std::optional<model::address> address;
    std::vector<model::message> messages;
    std::string status;
};

result<answer_parts> read(store::reader& reader, const std::string& channel,
                          const act::ask_history& wish) {
    answer_parts out;
    auto address = reader.address(channel, wish.address);
    if (!address) {
        return tl::unexpected(address.error());
    }
    auto messages =
        reader.history(channel, wish.address, wish.after_seq, wish.before_seq, wish.limit);
    if (!messages) {
        return tl::unexpected(messages.error());
    }
    out.address = std::move(*address);
    out.messages = std::move(*messages);
    if (out.address) {
        const auto record = reader.record(out.address->customer);
        if (!record) {
            return tl::unexpected(record.error());
        }
        out.status = *record && !(*record)->open.empty() ? "open" : "closed";
    }
    return out;
}

}  // namespace

void channel_desk::history(const shared& channel, const act::ask_history& wish) {
    world_.store.read([this, channel, wish](store::reader& reader) {
        auto found = read(reader, channel->id, wish);
        if (!found) {  // to say that there is nothing would be to lose it
            return world_.later(store_pause, [this, channel, wish] { history(channel, wish); });
        }
        for (auto& each : found->messages) {
            each.content = world_.opened(std::move(each.content), each.id);
        }
        auto answer = std::make_shared<history_record>(wish, std::move(found->address),
                                                       std::move(found->messages),
                                                       std::move(found->status), world_.now());
        asio::post(channel->strand, [this, channel, answer] {
            if (!channel->ended) {
                tell(channel, "on_history", [answer](plugins::channel& plugin) {
                    return plugin.on_history(answer->get());
                });
            }
        });
    });
}

}  // namespace selat::gateway
