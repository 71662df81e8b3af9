#pragma once

/// Marks what runs on the CPU and on a GPU as one text.
#ifdef __CUDACC__
#define SIMGRAD_HOST_DEVICE __host__ __device__
#else
#define SIMGRAD_HOST_DEVICE
#endif
