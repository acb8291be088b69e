#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

/// All bytes of a file; empty if there is no such file.
inline std::string content_of(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return { std::istreambuf_iterator<char>(stream), {} };
}

/// Names of the files and folders in a folder, hidden ones too, without what is in its folders.
inline std::set<std::string> names_in(const std::filesystem::path& folder)
{
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        names.insert(entry.path().filename().string());
    }
    return names;
}
