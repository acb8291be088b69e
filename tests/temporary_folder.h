#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

/// A fresh folder for one test, gone with what is in it when the test ends.
class TemporaryFolder {
public:
    TemporaryFolder()
    {
        std::string name
            = (std::filesystem::temp_directory_path() / "cityflux-test-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error("no temporary folder could be made: " + name);
        }
        path_ = name;
    }
    ~TemporaryFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    /// Path of a file in the folder, whether it is there or not.
    std::string file(const std::string& name) const { return (path_ / name).string(); }
    /// Returns a text with the names of files in the folder instead of their paths.
    std::string without_path(std::string text) const
    {
        const std::string prefix = path_.string() + "/";
        for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at)) {
            text.erase(at, prefix.size());
        }
        return text;
    }
    /// Writes a file as it stands; returns its path.
    std::string write(const std::string& name, std::string_view bytes) const
    {
        std::ofstream(file(name), std::ios::binary) << bytes;
        return file(name);
    }

private:
    std::filesystem::path path_;
};

/// Leaves the first bytes of a file, as a broken download does.
inline void cut_file(const std::string& path, std::uintmax_t bytes)
{
    std::filesystem::resize_file(path, bytes);
}

inline void cut_file_in_half(const std::string& path)
{
    cut_file(path, std::filesystem::file_size(path) / 2);
}
