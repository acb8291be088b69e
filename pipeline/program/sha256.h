#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace cityflux {

/// Incremental SHA-256 of bytes.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void add(std::string_view bytes);
    void add(std::span<const double> numbers);
    /// Returns 64 hexadecimal digits. The object must not be used afterwards.
    std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Returns the SHA-256 of a file's bytes. Throws InputError if the file cannot be opened.
std::string sha256_of_file(const std::filesystem::path& file);
/// Returns the SHA-256 of a file's bytes; stops reading once `stop` is set. The
/// result is then meaningless.
std::string sha256_of_file(const std::filesystem::path& file, const std::atomic<bool>& stop);

} // namespace cityflux
