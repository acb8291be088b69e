#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

struct XXH3_state_s;

namespace cityflux {

/// Hash of values added one after the other (XXH3, 128 bits). It distinguishes contents but does
/// not protect against forgery.
class ContentHash {
public:
    ContentHash();

    void add_bytes(const void* data, std::size_t size);
    /// Adds a text with its length, so that neighbouring texts stay separate.
    void add(std::string_view text);
    template <typename T>
    requires std::is_arithmetic_v<T>
    void add(T value) { add_bytes(&value, sizeof value); }
    /// Returns 32 hexadecimal digits.
    std::string digits() const;

private:
    struct Freed {
        void operator()(XXH3_state_s* state) const;
    };
    std::unique_ptr<XXH3_state_s, Freed> state_;
};

} // namespace cityflux
