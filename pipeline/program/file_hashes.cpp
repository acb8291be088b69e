#include "pipeline/program/file_hashes.h"

#include "boundaries/kept/file_state.h"
#include "pipeline/program/sha256.h"

#include <tbb/global_control.h>

namespace cityflux {
namespace {

constexpr Cache::Kind kind { "sha256", 1 };
} // namespace

FileHashes::FileHashes(const std::optional<std::filesystem::path>& cache_folder)
    : cache_(cache_folder ? std::optional<Cache>(*cache_folder) : std::nullopt)
{
    const std::size_t threads
        = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
    for (std::size_t t = 0; t < threads; ++t) {
        workers_.emplace_back([this] { work(); });
    }
}

FileHashes::~FileHashes()
{
    {
        const std::lock_guard guard(lock_);
        ending_ = true;
    }
    changed_.notify_all();
    for (std::thread& worker : workers_) {
        worker.join();
    }
}

void FileHashes::begin(const std::vector<std::string>& files)
{
    {
        const std::lock_guard guard(lock_);
        for (const std::string& file : files) {
            if (begun_.insert(file).second) {
                waiting_.push_back(file);
            }
        }
    }
    changed_.notify_all();
}

std::string FileHashes::of(const std::string& file)
{
    begin({ file });
    std::unique_lock guard(lock_);
    changed_.wait(guard, [&] { return outcomes_.contains(file); });
    const Outcome& outcome = outcomes_.at(file);
    if (outcome.error) {
        std::rethrow_exception(outcome.error);
    }
    return outcome.hash;
}

void FileHashes::work()
{
    std::unique_lock guard(lock_);
    while (true) {
        changed_.wait(guard, [&] { return ending_ || !waiting_.empty(); });
        if (ending_) {
            return;
        }
        const std::string file = waiting_.front();
        waiting_.pop_front();
        guard.unlock();
        Outcome outcome;
        try {
            outcome.hash = hash_of(file);
        } catch (...) {
            outcome.error = std::current_exception();
        }
        guard.lock();
        outcomes_.emplace(file, std::move(outcome));
        changed_.notify_all();
    }
}

std::string FileHashes::hash_of(const std::string& file) const
{
    if (!cache_) {
        return sha256_of_file(file, ending_);
    }
    const auto compute = [&]() -> std::optional<std::string> {
        std::string hash = sha256_of_file(file, ending_);
        return ending_ ? std::nullopt : std::optional(std::move(hash));
    };
    return hash_by_state(file, *cache_, kind, compute).value_or("");
}

} // namespace cityflux
