#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace cityflux {

/// Writer of values one after the other, in the byte order of this machine: for records that stay
/// on it.
class ByteWriter {
public:
    template <typename T> void put(const T& value)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    /// Writes an unsigned number in groups of seven bits, lowest first: small numbers take one
    /// byte.
    void put_compact(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7) {
            bytes_.push_back(static_cast<char>(value | 0x80));
        }
        bytes_.push_back(static_cast<char>(value));
    }
    template <typename T> void put_all(std::span<const T> values)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        put_compact(values.size());
        bytes_.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    }
    void put_text(std::string_view text) { put_all(std::span(text.data(), text.size())); }

    void reserve(std::size_t size) { bytes_.reserve(size); }
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

/// Reader of the bytes of ByteWriter. Reading beyond the end returns false and makes all later
/// reads fail.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes)
        : bytes_(bytes)
    {
    }

    template <typename T> bool get(T& value)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        return take(&value, sizeof value);
    }
    template <typename T> bool get_compact(T& value)
    {
        std::uint64_t number = 0;
        for (unsigned shift = 0; shift < 64 && !bytes_.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(bytes_.front());
            bytes_.remove_prefix(1);
            number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) {
                value = static_cast<T>(number);
                return true;
            }
        }
        bytes_ = {};
        failed_ = true;
        return false;
    }
    /// Reads the size of a list of items of at least `bytes_each`. Returns false if the remaining
    /// bytes cannot hold that many.
    bool get_size(std::size_t& size, std::size_t bytes_each)
    {
        return get_compact(size) && size <= bytes_.size() / bytes_each;
    }
    template <typename T> bool get_all(std::vector<T>& values)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        std::size_t size = 0;
        if (!get_size(size, sizeof(T))) {
            return false;
        }
        values.resize(size);
        return take(values.data(), size * sizeof(T));
    }
    bool get_text(std::string& text)
    {
        std::size_t size = 0;
        if (!get_size(size, 1)) {
            return false;
        }
        text.resize(size);
        return take(text.data(), size);
    }
    /// Returns true if all reads succeeded and no bytes are left.
    bool at_end() const { return bytes_.empty() && !failed_; }

private:
    bool take(void* to, std::size_t size)
    {
        if (size > bytes_.size()) {
            bytes_ = {};
            failed_ = true;
            return false;
        }
        if (size > 0) {
            std::memcpy(to, bytes_.data(), size);
            bytes_.remove_prefix(size);
        }
        return true;
    }

    std::string_view bytes_;
    bool failed_ = false;
};

} // namespace cityflux
