#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace cityflux {

/// SHA-256 of bytes as they come.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void add(std::string_view bytes);
    void add(std::span<const double> numbers);
    /// 64 hexadecimal digits; ends the use of the object.
    std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// SHA-256 of a file's bytes. Throws InputError where it cannot be read.
std::string sha256_of_file(const std::filesystem::path& file);
/// The same, without meaning once `stop` is set, which ends the reading.
std::string sha256_of_file(const std::filesystem::path& file, const std::atomic<bool>& stop);

} // namespace cityflux
