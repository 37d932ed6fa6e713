#pragma once
// Attachments that a provider holds: fetched after the message is durable, kept by content, served
// by the API. Lives on the control thread.

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "host/gateway/media_files.hpp"
#include "host/gateway/world.hpp"
#include "host/model/job.hpp"

namespace selat::gateway {

class fetches {
public:
    fetches(world& world, media_files& files);

    void start(model::job job);
    void stop() { stopped_ = true; }

private:
    // What is wanted, as the job's payload says it.
    struct wish {
        model::action::call call;
        std::uint32_t attachment = 0;
        std::string provider_id;  // of the attachment; empty: its place does not change
        std::uint32_t retry_status = 0;
        std::uint32_t redirects = 0;  // followed so far
        std::string pointer;          // not empty: the answer names the file
        std::string file_url;
        bool found = false;  // it named it
    };

    static wish read(const std::string& payload);
    void next();
    void begin(const model::job& job);
    void get(const model::job& job, const wish& wish);
    bool follow(const model::job& job, const wish& wish, const net::http_result& result);
    bool find(const model::job& job, const wish& wish, const net::http_result& result);
    void answered(const model::job& job, const wish& wish, net::http_result result);
    void keep(const model::job& job, std::uint32_t attachment,
              const std::shared_ptr<const net::http_result>& result);
    void kept(const model::job& job, const store::media& media);
    void show(const model::job& job, const store::media& media);
    void show_of(const model::id& customer, const model::job& job, const store::media& media);
    void show_held(const model::job& job, const store::media& media,
                   const result<std::optional<model::message>>& message,
                   const std::function<void()>& release);
    void shown(const model::job& job, const store::media& media, bool durable);
    model::job drop_of(const store::media& media);
    void again(model::job job, model::duration least = {});
    void give_up(const model::job& job, const std::string& why);
    void finish(const model::job& job);
    void left();

    world& world_;
    media_files& files_;
    model::id_source ids_;
    std::deque<model::job> waiting_;
    std::uint32_t under_way_ = 0;  // whose bytes may be in memory
    // Kept files whose messages do not show them yet. One at a time: two attachments of one message
    // change the same content.
    std::deque<std::pair<model::job, store::media>> to_show_;
    bool showing_ = false;
    bool stopped_ = false;
};

}  // namespace selat::gateway
