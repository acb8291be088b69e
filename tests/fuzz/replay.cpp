#include "grids/storage/library_call.h"
#include "tests/child_runs.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

/// Gives a fuzz target inputs without libFuzzer: replay MUTATIONS SEED... [-- REGRESSION...], each
/// a file or folder. Each file as it is, then this many inputs made from the seeds by changes that
/// are the same each time. Fails if the target crashes, throws, aborts or does not end. Leaves out
/// and counts mutations on which a library of others fails; no file may be one.

namespace {

namespace fs = std::filesystem;

/// Largest share of the mutations that is left out because a library of others failed on them.
constexpr double most_left_out = 0.02;
/// Exit code of a process that ended because a library failed in a LibraryCall; no target returns
/// it.
constexpr int library_failed = 3;

std::vector<std::string> files_of(const std::vector<std::string>& names)
{
    std::vector<fs::path> files;
    for (const std::string& name : names) {
        if (fs::is_directory(name)) {
            for (const fs::directory_entry& entry : fs::directory_iterator(name)) {
                files.push_back(entry.path());
            }
        } else if (fs::exists(name)) {
            files.emplace_back(name);
        }
    }
    std::sort(files.begin(), files.end());
    std::vector<std::string> contents;
    for (const fs::path& file : files) {
        std::ifstream in(file, std::ios::binary);
        contents.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return contents;
}

/// One to four changes of an input: a bit, a byte, bytes cut out, doubled, taken from another
/// input, or a number at its limit. The first byte, which says what an input is, stays.
std::string mutated(const std::vector<std::string>& inputs, std::uint64_t number)
{
    std::mt19937_64 random(number);
    const auto below = [&](std::size_t limit) { return limit == 0 ? 0 : random() % limit; };
    std::string bytes = inputs[below(inputs.size())];
    for (std::size_t change = 1 + below(4); change > 0 && bytes.size() > 1; --change) {
        const std::size_t at = 1 + below(bytes.size() - 1);
        const std::size_t length = std::min(bytes.size() - at, 1 + below(16));
        switch (below(6)) {
        case 0:
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
            break;
        case 1:
            bytes[at] = static_cast<char>(below(256));
            break;
        case 2:
            bytes.erase(at, length);
            break;
        case 3:
            bytes.insert(at, bytes.substr(at, length));
            break;
        case 4: {
            const std::string& other = inputs[below(inputs.size())];
            const std::size_t from = below(other.size());
            bytes.replace(at, length, other.substr(from, length));
            break;
        }
        default: {
            constexpr const char* limits[] = { "\xff\xff\xff\xff", "\x7f\xff\xff\xff", "\x80", "-",
                "1e308", "9999999999", "nan", "0" };
            bytes.replace(at, length, limits[below(std::size(limits))]);
        }
        }
    }
    return bytes;
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    const auto dashes = std::find(words.begin(), words.end(), "--");
    const std::vector<std::string> seeds
        = words.empty() ? std::vector<std::string>() : files_of({ words.begin() + 1, dashes });
    if (seeds.empty()) {
        fmt::print(stderr, "replay MUTATIONS SEED... [-- REGRESSION...]: there is no seed\n");
        return 2;
    }
    std::vector<std::string> inputs = seeds;
    if (dashes != words.end()) {
        const std::vector<std::string> regressions = files_of({ dashes + 1, words.end() });
        inputs.insert(inputs.end(), regressions.begin(), regressions.end());
    }
    const std::size_t count = inputs.size() + std::stoul(words.front());
    const auto input_of
        = [&](std::size_t i) { return i < inputs.size() ? inputs[i] : mutated(seeds, i); };
    ChildLimits limits;
    limits.runs_at_once = 500;
    const auto begin = std::chrono::steady_clock::now();
    const auto ends = run_in_children(
        count,
        [&](std::size_t i) {
            cityflux::refuse_files_on_library_faults(library_failed, 30);
            const std::string bytes = input_of(i);
            return LLVMFuzzerTestOneInput(
                reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        },
        limits);
    std::size_t failures = 0;
    std::size_t left_out = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const bool is_file = i < inputs.size();
        if (ends[i].code == 0) {
            continue;
        }
        if (ends[i].code == library_failed && !is_file) {
            ++left_out;
            continue;
        }
        ++failures;
        if (ends[i].code == library_failed) {
            fmt::print(stderr,
                "input {} (a file): a library fails on it; take it out of the repository\n{}\n", i,
                ends[i].err);
            continue;
        }
        const std::string kept = fmt::format("failed-{}", i);
        std::ofstream(kept, std::ios::binary) << input_of(i);
        fmt::print(stderr, "input {} ({}): code {}, kept as {}\n{}\n", i,
            is_file ? "a file" : "a mutation", ends[i].code, kept, ends[i].err);
    }
    const std::size_t mutations = count - inputs.size();
    const double seconds
        = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    fmt::print(
        "{} files, {} mutations, {:.1f} s: {} left out because a library failed, {} failed\n",
        inputs.size(), mutations, seconds, left_out, failures);
    if (static_cast<double>(left_out) > most_left_out * static_cast<double>(mutations)) {
        fmt::print(stderr, "too many left out: at most {} % may be\n", 100.0 * most_left_out);
        return 1;
    }
    return failures == 0 ? 0 : 1;
}
