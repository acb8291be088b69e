#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

struct XXH3_state_s;

namespace cityflux {

/// A hash of values put in one after the other (XXH3, 128 bits): tells contents apart, but is no seal against intent.
class ContentHash {
public:
    ContentHash();

    void add_bytes(const void* data, std::size_t size);
    /// With its length, so that neighbouring texts do not run together.
    void add(std::string_view text);
    template <typename T>
    requires std::is_arithmetic_v<T>
    void add(T value) { add_bytes(&value, sizeof value); }
    /// 32 hexadecimal digits.
    std::string digits() const;

private:
    struct Freed {
        void operator()(XXH3_state_s* state) const;
    };
    std::unique_ptr<XXH3_state_s, Freed> state_;
};

} // namespace cityflux
