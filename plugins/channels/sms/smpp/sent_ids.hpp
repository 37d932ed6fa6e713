#pragma once
// The SMSC's ids of what we sent, so that receipts find their message: a receipt may write the id
// in another way than the answer did, speak of one part of several, or come before the answer.

#include "delivery_receipt.hpp"
#include "options.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace smpp {

class sent_ids {
public:
    // `form`: how receipts write ids; `learned` from what fits, beginning with what was kept.
    sent_ids(id_form form, std::string_view kept);

    // Without zeros in front and capitals, where it is a number.
    static std::string plain(std::string_view id);

    // `message`: our own id, where the store does not know the SMSC's yet.
    void remember(const std::vector<std::string>& ids, std::string_view message);
    // What is to be told of it.
    struct told {
        std::string message_id;
        std::string message;
        bool known = false;
        bool settled = false;  // false: nothing to tell, now or for good
    };
    told take(const delivery_receipt& receipt);
    // What is to be kept of what was learned; nothing when that is no news.
    std::optional<std::string> news();

private:
    struct sent {
        std::string first;
        std::string message;
        std::set<std::string, std::less<>> open;  // parts that nothing final is known of
        bool ended = false;
    };
    using shared = std::shared_ptr<sent>;

    struct match {
        shared of;
        std::string id;
        id_form form = id_form::same;
    };
    [[nodiscard]] match find(std::string_view id) const;
    [[nodiscard]] shared by(const std::string& id) const;

    id_form form_;
    id_form known_form_;  // `learned`: not yet
    bool is_news_ = false;
    std::map<std::string, shared, std::less<>> index_;
    std::deque<std::string> in_order_;
};

}  // namespace smpp
