#pragma once
// Event streams of a gateway, as many desktops have them open: frames are read as fast as they
// come, and looked at no further than for the number that a message carries.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace bench {

// One thread.
class streams {
public:
    // `told`: a stream had the new message of this number, written as "#" and 18 digits.
    streams(boost::asio::io_context& context, boost::asio::ip::tcp::endpoint gateway,
            std::function<void(std::uint64_t number)> told);
    ~streams();

    // One for each token. The first `silent` of them never read again once they are open.
    boost::asio::awaitable<void> open(std::vector<std::string> tokens, std::size_t silent);
    void close();

    [[nodiscard]] std::uint64_t frames() const { return frames_; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    // Streams that the gateway has ended.
    [[nodiscard]] std::uint64_t lost() const { return lost_; }

private:
    struct one;

    void read(const std::shared_ptr<one>& from);
    // Takes the whole frames off the buffer; false when the stream is over.
    bool take(one& from);
    void look_at(std::string_view frame);

    boost::asio::io_context& context_;
    const boost::asio::ip::tcp::endpoint gateway_;
    const std::function<void(std::uint64_t)> told_;
    std::vector<std::shared_ptr<one>> all_;
    std::uint64_t frames_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint64_t lost_ = 0;
};

}  // namespace bench
